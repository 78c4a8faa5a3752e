"""Weeks in remission of 42 children with leukaemia: 21 on placebo, 21 on 6-mercaptopurine.

E. J. Freireich and others, *Blood* 21 (1963) 699, as printed in E. A. Gehan, *Biometrika* 52 (1965) 203 and
in Kleinbaum and Klein, *Survival Analysis*, table 1.1. A + in print, still in remission, is False here.
"""

CONTROL = ([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], [True] * 21)

SIX_MP = (
    [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35],
    [True] * 9 + [False] * 12,
)
