"""Reading and writing files: pictures, texts, clips."""
