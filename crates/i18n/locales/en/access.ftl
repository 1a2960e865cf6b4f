# Signing in, one-time codes, staff and API tokens.

problem-wrong-one-time-code = That code is not right. Tries left: { $tries_left }.
problem-code-exhausted = That code was tried too often. Please ask for a new one.
problem-code-expired = That code is no longer valid. Please ask for a new one.
problem-code-too-often = Codes were asked for too often. Please try again in { $seconds } seconds.
problem-wrong-login = Login or password is wrong.
problem-sign-in-locked = Too many wrong passwords. Please try again in { $minutes } min.
problem-wrong-password = Your present password is wrong.
problem-weak-password = That password is too easy to guess: use at least { $length_min } characters, not your login and not the password you had.
problem-bad-login = A login has 3 to 80 characters and no spaces.
problem-login-taken = The login “{ $login }” is taken.
problem-beyond-authority = You cannot grant or change more than you hold yourself.
problem-last-owner = At least one working owner must remain.
problem-not-yourself = You cannot disable yourself.
problem-bad-scope = A token cannot have the permission “{ $scope }”.

access-role-owner = Owner
access-role-manager = Manager
access-role-dispatcher = Dispatcher
access-role-service-desk = Service desk
access-role-accountant = Accountant
access-role-catalog-editor = Catalogue editor
access-role-auditor = Auditor

access-theme-auto = As the device
access-theme-light = Light
access-theme-dark = Dark
