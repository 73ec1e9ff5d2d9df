"""A browser for the one page the API has."""

from tests.journeys.kit import chromium, journey, playwright_engine

__all__ = ["chromium", "journey", "playwright_engine"]
