"""The `workbench` command: one module per subcommand, imported when it runs."""
