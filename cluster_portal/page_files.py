"""Static files under names that change with their content, for scripts that import each other too."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class PageFilesStorage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
