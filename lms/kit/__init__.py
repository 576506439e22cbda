"""The floor: tables and small modules every app needs. It imports no other app."""
