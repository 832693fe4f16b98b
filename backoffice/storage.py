"""Static files: hashed and cached for ever where collectstatic has run, else unchanged."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # it has no types
    """A file that collectstatic has not seen keeps its plain name, so that pages work without that step."""

    def stored_name(self, name: str) -> str:
        known = self.hash_key(self.clean_name(name)) in self.hashed_files
        return str(super().stored_name(name)) if known else name
