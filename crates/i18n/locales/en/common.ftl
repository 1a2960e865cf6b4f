# Words, figures and times used everywhere.

figures-metres = { $metres } m
figures-kilometres = { $kilometres } km
figures-minutes = { $minutes } min
figures-hours = { $hours } h
figures-hours-minutes = { $hours } h { $minutes } min

moments-today = Today
moments-tomorrow = Tomorrow
moments-yesterday = Yesterday
moments-just-now = just now
moments-minutes-ago = { $minutes } min ago
moments-hours-ago = { $hours } h ago

locale-name = English
