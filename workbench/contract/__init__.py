"""The binary contract between a server and its plugins: tables, memory layout, and the generated code."""
