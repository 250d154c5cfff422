"""Integer-valued training of SpikeYOLO networks for Saccade."""
