"""What was earned: designs, issuing, rendering, verification."""
