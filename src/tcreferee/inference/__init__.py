"""Inference: one likelihood function for the fit, the sampler and the scores; an exact oracle beside them."""
