"""Refuse rows to which a model cannot be fitted, with a message, before a sampler fails on them."""

from __future__ import annotations

import numpy as np

from tcreferee.base.priors import Array, Level, Share, Spread
from tcreferee.inference.bind import FAMILY
from tcreferee.inference.common_errors import is_move
from tcreferee.inference.dependent import DEPENDENT, refuse_dependent_columns
from tcreferee.inference.exact import Mask
from tcreferee.inference.integer_sum import MOST, cases, count
from tcreferee.inference.linearity import refuse_not_linear
from tcreferee.inference.refused import RefusedError, at_values, counted, listed
from tcreferee.inference.trial import Trial

FEWEST, DRAWS, TRIED, LEAST_MASS = 3, 256, (32, 2000), 1e-4
# share of the prior's draws that may overflow; singular values that are rounding; what counts as part of a direction
BROKEN = 0.05
ROUNDING = 1e-13  # of a prediction


def refuse_hopeless_rows(trial: Trial) -> None:
    """Refuse rows that cannot inform the model.

    Parameters
    ----------
    trial : Trial

    Raises
    ------
    RefusedError
        If there are too few rows; if the response is the same in every row, is not finite, or has no logarithm where
        one is needed; if an input is not finite or leaves a coefficient without effect; if the model returns too few
        numbers, too many, or ones that are not finite, over more than a small part of its prior; if a parameter
        changes no prediction, or changes them only as other parameters do; if the prior leaves no starting point; or
        if a prior promises that the prediction is linear in a parameter, and it is not.
        A model with whole-number parameters is refused if any of this holds at one of their values.
    """
    if trial.integers:
        _refuse_integers(trial)
        return
    _refuse_too_few_rows(trial)
    _refuse_bad_numbers(trial)
    _refuse_broken_predictions(trial)
    _refuse_no_effect(trial)
    _refuse_no_start(trial)


def _refuse_integers(trial: Trial) -> None:
    """Refuse too many values of the whole numbers, and rows that are hopeless at one of these values."""
    if count(trial) > MOST:
        raise RefusedError(f"the whole numbers have {count(trial)} combinations of values; at most {MOST} are allowed")
    if len(trial.y) <= (least := len(trial.model.parameters)):
        raise RefusedError(f"{len(trial.y)} rows cannot carry {least} parameters and a scatter; {least + 1} could")
    for case in cases(trial):
        with at_values(case.words):
            refuse_hopeless_rows(case.trial)
    _refuse_broken_predictions(trial)


def _refuse_too_few_rows(trial: Trial) -> None:
    """Refuse fewer than three measured rows, and no more rows than free parameters."""
    rows, free = len(trial.y), len(trial.own)
    limits = int(np.count_nonzero(trial.limit))
    if limits and rows - limits < FEWEST:
        raise RefusedError(f"{limits} of {rows} rows are limits; at least {FEWEST} measured values are needed")
    if rows < FEWEST:
        raise RefusedError(f"{rows} rows fit almost any formula; at least {FEWEST} are needed")
    if rows <= free and trial.effects.pooled is None:
        raise RefusedError(f"{rows} rows cannot carry {free} free parameters and a scatter; {free + 1} rows could")


def _refuse_bad_numbers(trial: Trial) -> None:
    """Refuse a response that is constant, not finite or without a logarithm, and inputs that are not finite."""
    if np.ptp(trial.y) == 0:
        raise RefusedError(f"the response is {trial.y[0]:g} in every row: there is nothing to explain")
    if not np.isfinite(trial.y).all():
        raise RefusedError(f"the response is not a number in {counted(~np.isfinite(trial.y))}")
    if trial.density.log_response and not (trial.y > 0).all():
        raise RefusedError(f"a response of zero or less has no logarithm, in {counted(trial.y <= 0)}")
    for name, values in trial.inputs.items():
        if not np.isfinite(values).all():
            raise RefusedError(f"input {name} is not a number in {counted(~np.isfinite(_by_row(trial, values)))}")


def _refuse_no_start(trial: Trial) -> None:
    """Refuse a prior that its constraints leave no room, and a likelihood that is zero everywhere in the prior."""
    with np.errstate(all="ignore"):
        # a prior that is positive nowhere could be drawn from for ever
        hopeful = trial.joint_prior.log_mass_allowed > np.log(LEAST_MASS)
        rng = np.random.default_rng(0)
        sizes = TRIED if hopeful else ()
        possible = any(np.isfinite(trial.log_posterior(trial.draw_prior(size, rng))).any() for size in sizes)
    if not hopeful and trial.constraints:
        raise RefusedError(f"the prior leaves no room for {' and '.join(trial.model.constraints)}")
    if not possible:
        raise RefusedError(
            f"the likelihood of model '{trial.model.name}' is zero everywhere in its prior: there is no starting point"
        )


def _refuse_no_effect(trial: Trial) -> None:
    """Refuse inputs that leave a coefficient without effect, and a level whose prior lies outside its bounds."""
    with np.errstate(all="ignore"):
        priors = [trial.prior(j) for j in trial.nonlinear]
        at = np.array([prior.location + 1e-3 * prior.width for prior in priors])
        design = trial.design(at)
        mass = float(np.exp(trial.bounds.log_mass_inside(at, design)))
    finite = np.isfinite(design.offset).all() and np.isfinite(design.columns).all()
    inputs = {name: values for name, values in trial.inputs.items() if name != FAMILY and not is_move(name)}
    # a common error may well have no effect: a level takes it up
    kept = [i for i, name in enumerate(trial.effects.names) if name.removeprefix("u_") not in trial.nuisances]
    own = [p for p in trial.model.parameters if p.name not in (*trial.nuisances, *trial.populations)]
    shaped = [p for p in own if not isinstance(p.prior, Level | Spread | Share)]
    same = inputs and shaped and all(np.ptp(values) == 0 for values in inputs.values())
    if trial.linear and not np.isfinite(design.offset).all():
        zero = " and ".join(own[j].name for j in trial.linear if j < len(own))
        raise RefusedError(
            f"the formula gives no number where {zero} is zero: give it LogNormal(median, width) or Normal(mean, sd)"
        )
    if not finite or same or not design.columns[..., kept].any(axis=0).all():
        names = ", ".join(inputs) or "none"
        raise RefusedError(f"a coefficient has no effect, or an infinite one, on these rows (inputs: {names})")
    if not mass > LEAST_MASS:
        raise RefusedError(f"model '{trial.model.name}' has a prior that lies outside its bounds")
    refuse_dependent_columns(trial, at)
    _refuse_flat_without_a_row(trial, at)


def _refuse_flat_without_a_row(trial: Trial, at: Array) -> None:
    """Refuse flat priors that the rows without one do not make proper: the score of that row is minus infinity."""
    flat = [i for i, j in enumerate(trial.linear) if trial.model.parameters[j].name in trial.flat]
    if not flat:
        return
    columns = trial.effects.columns(at)[:, flat]
    columns = columns / np.linalg.norm(columns, axis=0)
    alone = [np.linalg.matrix_rank(np.delete(columns, i, axis=0), DEPENDENT) < len(flat) for i in range(len(columns))]
    if any(alone):
        raise RefusedError(
            f"without row {listed(np.array(alone)).partition(',')[0]} the others do not determine "
            f"{' and '.join(trial.flat)}: with a flat prior the score of that row is minus infinity"
        )


def _refuse_broken_predictions(trial: Trial) -> None:
    """Refuse a model that does not return a finite number for each row over most of its prior.

    Where a few draws overflow the likelihood is zero there, and the evidence pays for it.
    """
    rng, name = np.random.default_rng(0), trial.model.name
    theta = np.ones((DRAWS, len(trial.model.parameters)))
    theta[:, list(trial.linear)] = trial.effects.steps
    inside = np.ones(DRAWS, dtype=bool)
    for j, p in enumerate(trial.model.parameters):
        if j in trial.nonlinear:
            theta[:, j] = trial.prior(j).physical(trial.prior(j).draw(DRAWS, rng))
            inside &= (theta[:, j] > p.bounds[0]) & (theta[:, j] < p.bounds[1])
    if not inside.any():
        raise RefusedError(f"model '{name}' has a prior that lies outside its bounds")
    theta = theta[inside]
    with np.errstate(all="ignore"):
        predicted = trial.predict(theta)
    broken = ~np.isfinite(predicted)
    bad = int(broken.any(axis=1).sum())
    if bad > BROKEN * len(theta):
        at = _by_row(trial, ~broken.any(axis=0)) == 0
        raise RefusedError(
            f"model '{name}' returns no number for {bad} of {len(theta)} draws of its prior, in {counted(at)}"
        )
    refuse_not_linear(trial, theta)
    _refuse_idle(trial, theta)


def _refuse_idle(trial: Trial, theta: Array) -> None:
    """Refuse parameters that change no prediction by more than rounding, whatever their value.

    Each linear coefficient is set to one effect: at the value 1, a coefficient in another unit could hide the others.
    """
    idle, theta = [], theta.copy()
    with np.errstate(all="ignore"):
        each = [[trial.prior(j).coordinate(float(value)) for value in theta[:, j]] for j in trial.nonlinear]
        nonlinear = np.array(each).T.reshape(len(theta), -1)
        design = trial.design(nonlinear if trial.nonlinear else np.empty(0))
        theta[:, list(trial.linear)] = design.shift + design.matrix.sum(axis=-1)
        predicted = trial.predict(theta)
    for j, p in enumerate(trial.model.parameters):
        if j in trial.linear or isinstance(p.prior, Spread | Share):
            continue
        moved = theta.copy()
        moved[:, j] = np.roll(theta[:, j], 1)
        with np.errstate(all="ignore"):
            again = trial.predict(moved)
        if np.allclose(again, predicted, rtol=ROUNDING, atol=0.0, equal_nan=True):
            idle.append(p.name)
    if idle:
        many, names = len(idle) > 1, ", ".join(trial.inputs) or "none"
        raise RefusedError(
            f"parameter{'s' if many else ''} {', '.join(idle)} change{'' if many else 's'} no prediction on these rows "
            f"(inputs: {names})"
        )


def _by_row(trial: Trial, values: Array | Mask) -> Array:
    """Return the product over the alternatives of a latent choice, for each row."""
    return np.asarray(np.prod(np.reshape(values, (trial.choices, -1)), axis=0))
