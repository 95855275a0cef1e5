"""Crystal structures: read a CIF, find its planes by geometry, measure lengths.

`crystal` reads, `planes` finds, `lengths` measures, `elements` takes an element's lattice translations, `said` writes
sentences, `table` makes the rows of many files. pymatgen is needed only where a CIF is read (extra `structures`).
"""
