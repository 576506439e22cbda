"""Video: bytes in, HLS out. This app knows nobody: who may watch is decided above and arrives as a signed address."""
