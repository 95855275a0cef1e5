"""Mesquite bushes: a straight line of logarithms against the reference posterior of posteriordb.

Rows: canopy diameters, canopy height (m) and leaf weight (g) of 46 bushes, Gelman and Hill, Data Analysis Using
Regression and Multilevel/Hierarchical Models (2006), 4.6; read from Mesquite/data/mesquite.dat of
github.com/avehtari/ROS-Examples, commit 6010c8c.
Reference: posteriordb (github.com/stan-dev/posteriordb), mesquite-logmesquite_logvolume: means and mean
squares with their Monte Carlo errors, commits 7e52000 and a8722ec. ln weight ~ Normal(beta_1 + beta_2 ln volume, sigma)
with flat priors. Only facts are taken over; the licence texts of the two repositories were not read.
"""

import numpy as np

from tcreferee.base.priors import Scales
from tcreferee.inference.oracle import integrate
from tcreferee.inference.proposal import spread_about

DIAMETER_1 = [
    1.8, 1.7, 2.8, 1.3, 3.3, 1.4, 1.5, 3.9, 1.8, 2.1, 0.8, 1.3, 1.2, 1.5, 2.8, 1.4, 1.5, 2.4, 1.9, 2.3, 2.1, 2.4, 1.0,
    1.3, 1.1, 1.3, 2.5, 5.2, 2.0, 1.6, 1.4, 3.2, 1.9, 2.4, 2.5, 2.1, 2.4, 2.4, 1.9, 2.7, 1.3, 2.9, 2.1, 4.1, 2.8, 1.27,
]  # fmt: skip
DIAMETER_2 = [
    1.15, 1.35, 2.55, 0.85, 1.9, 1.4, 0.5, 2.3, 1.35, 1.6, 0.63, 0.95, 0.9, 0.7, 1.7, 0.85, 0.6, 2.4, 1.55, 1.6, 1.7,
    1.3, 0.4, 0.6, 0.7, 1.2, 2.3, 4.0, 1.6, 1.6, 1.0, 1.9, 1.8, 2.4, 1.8, 1.5, 2.2, 1.7, 1.2, 2.5, 1.1, 2.7, 1.0, 3.8,
    2.5, 1.0,
]  # fmt: skip
HEIGHT = [
    1.0, 1.33, 0.6, 1.2, 1.05, 1.0, 0.9, 1.3, 0.6, 0.8, 0.6, 0.95, 1.2, 0.7, 1.2, 1.1, 0.64, 1.2, 1.2, 1.3, 1.0, 0.9,
    1.0, 0.5, 0.9, 0.6, 1.4, 2.5, 1.4, 1.3, 1.1, 1.5, 0.8, 1.1, 1.3, 0.85, 1.5, 1.2, 1.15, 1.5, 0.7, 1.9, 1.5, 1.5,
    1.5, 0.62,
]  # fmt: skip
WEIGHT = [
    401.3, 513.7, 1179.2, 308.0, 855.2, 268.7, 155.5, 1253.2, 328.0, 614.6, 60.2, 269.6, 448.4, 120.4, 378.7, 266.4,
    138.9, 1020.8, 635.7, 621.8, 579.8, 326.8, 66.7, 68.0, 153.1, 256.4, 723.0, 4052.0, 345.0, 330.9, 163.5, 1160.0,
    386.6, 693.5, 674.4, 217.5, 771.3, 341.7, 125.7, 462.5, 64.5, 850.6, 226.0, 1745.1, 908.0, 213.5,
]  # fmt: skip
# value and Monte Carlo error, of beta_1, beta_2, sigma
MEAN = np.array([[5.17084758450824, 0.722008519434549, 0.426670305955934], [8.73165e-4, 5.63652e-4, 4.80102e-4]])
MEAN_SQUARE = np.array([[26.7451327, 0.5244543, 0.184331], [0.009058146, 0.0008146948, 0.0004276198]])


def test_moments_are_posteriordbs(make_trial):
    volume = np.log(np.prod([DIAMETER_1, DIAMETER_2, HEIGHT], axis=0))
    # priors so wide that they are flat: 1000 times what the rows say
    trial = make_trial("linear", np.log(WEIGHT), Scales(6.0, 1e3, 1e3), x=volume)
    start = trial.coordinates(np.array([5.0, 0.5]), 0.4)
    found = integrate(trial, start, spread_about(trial.log_posterior, start) / 2, seed=1)
    mean = trial.physical(found.mean)
    # physical parameters are straight in the effects, which are independent here: the second has no mean
    moves = np.array([trial.physical(found.mean + step) - mean for step in np.eye(3)[:2]])
    square = mean**2 + found.sd[:2] ** 2 @ moves**2
    # ln sigma is close to normal at 46 rows: its third cumulant moves these by 1e-4
    sigma = [np.exp(k * found.mean[-1] + 0.5 * (k * found.sd[-1]) ** 2) for k in (1, 2)]
    assert (np.abs([*mean, sigma[0]] - MEAN[0]) < 3 * MEAN[1]).all()
    assert (np.abs([*square, sigma[1]] - MEAN_SQUARE[0]) < 3 * MEAN_SQUARE[1]).all()
