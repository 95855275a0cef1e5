"""Tc Referee: the same fair trial for every proposed formula of Tc."""
