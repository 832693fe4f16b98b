"""Static files: hashed and cached for ever where collectstatic has run, else just as they are."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # it has no types
    """A file that collectstatic has not seen keeps its plain name: a step left out costs no page."""

    def stored_name(self, name: str) -> str:
        known = self.hash_key(self.clean_name(name)) in self.hashed_files
        return str(super().stored_name(name)) if known else name
