"""The `workbench` command: one module for each subcommand, imported when it is asked for."""
