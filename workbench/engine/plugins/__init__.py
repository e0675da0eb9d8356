"""The plugins of a running server: managed, watched on disk, and watched for what they do to the process."""
