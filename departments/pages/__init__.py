"""The pages of a department's liaison and of the county: feeds, batches, templates."""
