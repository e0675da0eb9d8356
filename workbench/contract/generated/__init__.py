# Generated from workbench/contract/tables/{plugin_sdk,extension,telemetry}.toml by python -m workbench.contract.generate; do not edit.
