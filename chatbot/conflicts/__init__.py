"""Where the sources disagree: typed values, claims on one point, and their comparison."""
