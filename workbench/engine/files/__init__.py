"""Files read, compared and replaced so that neither a pipe nor a crash does harm."""
