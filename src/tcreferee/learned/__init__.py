"""A forest that learns Tc from composition alone: what there is to be explained without any formula."""
