"""How the models in the box were made: one command each, runnable on public data."""
