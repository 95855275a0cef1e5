"""Numbers and mathtext as HTML, MathML and LaTeX."""
