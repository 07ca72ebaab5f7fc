"""The commands, one file each; they read arguments, call one function and show its result."""
