problem-forged-form = This form belongs to another page or has grown old. Reload the page and try again.
problem-malformed-input = The input could not be read: { $reason }
problem-input-too-large = That is more than we can take at once.
problem-too-many-requests = Too many requests. Wait a moment and try again.
problem-no-such-page = There is no page here.
problem-no-market = No city has been opened yet.
