# Words of the page frame and of the components.

ui-skip = Skip to content
ui-menu = Menu
ui-navigation = Navigation
ui-account = Account and settings
ui-preferences = Settings
ui-sign-in = Sign in
ui-sign-out = Sign out
ui-theme-auto = Like the system
ui-theme-light = Light
ui-theme-dark = Dark
ui-home = Back to start
ui-pages = Pages
ui-newer = Previous
ui-older = Next
ui-retry = Try again
ui-remove = Remove
ui-optional = optional
ui-close = Close
ui-copy = Copy
ui-copied = Copied
ui-clear = Clear
ui-sign-here = Please sign here
ui-signed-name = Or type your name instead of signing

ui-slots-morning = Morning
ui-slots-afternoon = Afternoon
ui-slots-evening = Evening
ui-slots-free = { $count ->
    [one] 1 time free
   *[other] { $count } times free
 }
ui-slots-full = full
ui-slots-full-text = Everything is taken on this day. Please look at another one.
ui-slots-idle-text = Nobody works on this day.

ui-board-pool = Unassigned
ui-board-move = Move
ui-board-visit = Visit
ui-board-technician = Technician
ui-board-start = Starts at
ui-board-help = Enter to lift, arrow keys to move, Enter to drop, Escape to cancel

ui-problem-invalid = Something is not right
ui-problem-unauthenticated = Please sign in
ui-problem-forbidden = Not allowed
ui-problem-missing = Not found
ui-problem-refused = Not possible now
ui-problem-too-many = Too many tries
ui-problem-unavailable = Not available right now
ui-problem-broken = Something went wrong
