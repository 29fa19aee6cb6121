"""Cash grants: which a household may have, who applied, what was paid, and what is awaited."""
