"""One file a command of `luuri`."""
