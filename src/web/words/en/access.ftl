# Coming in: logins, the first start, tablets.
access-login-title = Log in
access-login-do = Log in
access-login-hint = On a tablet of the showroom: open the link or QR code that whoever set it up shows you.
access-login-wrong = Name or password is wrong. Passwords are told apart by large and small letters.
access-wait = Too many wrong passwords. Try again in { $seconds } s.
access-too-often = Too many wrong tries. Wait some minutes, then try again.
access-setup-title = First start
access-setup-about = Nobody can log in yet. Make the first login: it may do everything, and make others.
access-setup-code = Code on the console
access-setup-code-hint = The appliance printed it when it started: journalctl -u showfloor shows it.
access-setup-do = Make this login
access-code-wrong = This is not the code that the appliance printed at its last start.
access-name = Name
access-name-hint = 2 to 32 of a-z, 0-9, - _ and ., a letter first. It stands on alerts: “anna is on her way”.
access-name-wrong = The name does not fit: use 2 to 32 of the letters a-z, digits, - _ and ., a letter first.
access-name-taken = Somebody has this name already.
access-no-area = Tick at least one area: without one a login opens nothing.
access-needs-password = Everything but the floor needs a password: a paired tablet shows the floor alone.
access-password = Password
access-password-hint = At least 10 characters. Several words are good.
access-password-again = Password, once more
access-password-differs = The two passwords are not the same.
access-password-short = The password needs 10 characters at least.
access-password-change = Change your password
access-password-old = Password so far
access-old-wrong = The password so far is wrong. Large and small letters differ.
access-password-new = New password
access-password-save = Change it, and log out all other devices
access-password-changed = The password is changed, and all other devices are logged out.
access-account-title = Your login
access-pair-title = Use this device
access-pair-as = This device becomes “{ $device }” of { $name }.
access-pair-about = With a code from “Logins and tablets” this device stays logged in, without a password.
access-pair-code = Code
access-pair-do = Log this device in
access-pair-wrong = This code is used up, too old, or mistyped. Have a new one made.
access-pair-used = This code has been used. Have a new one made.
access-people-title = Logins and tablets
access-people = Logins
access-roles = Areas
access-role-staff = Floor
access-role-manager = Manager
access-role-installer = Set-up
access-role-privacy = Privacy
access-roles-save = Save
access-roles-changed = The areas of { $name } are changed.
access-roles-own-ask = Take the area “Set-up” from yourself?
access-roles-own = This page is closed to you from then on. Only somebody else who has “Set-up” can give it back to you.
access-roles-own-do = Take it from me
access-remove = Remove
access-remove-ask = Remove { $name }?
access-remove-about = The login is gone at once{ $n ->
    [0] {""}
    [one] , and one device is logged out
   *[other] , and { $n } devices are logged out
}. What was done with it stays in the audit log.
access-remove-do = Remove { $name }
access-removed = { $name } is removed{ $n ->
    [0] {""}
    [one] , and one device is logged out
   *[other] , and { $n } devices are logged out
}.
access-paired-only = tablets only, no password
access-new = New login
access-new-about = For a salesperson’s tablet a name is enough: no password, the tablet is paired.
access-new-password-hint = Leave empty where only paired tablets are used.
access-new-do = Make this login
access-made = The login { $name } is made.
access-last = At least one login with a password must keep the area “Set-up”. Nothing was changed.
access-invite = Pair a tablet
access-invite-about = Makes a link and a QR code that work once, for 15 minutes. The tablet then shows the floor, and nothing else.
access-invite-whose = Whose tablet
access-invite-do = Show the QR code
access-invited = Within { $minutes } minutes, on the device “{ $device }” of { $name }:
access-invited-used = The device “{ $device }” of { $name } is paired.
access-invited-trust = First, once on each tablet, trust the showroom’s certificate: scan this, then install it in the settings as a CA certificate.
access-invited-open = Scan this and tap “Log this device in”.
access-fingerprint = It must show this SHA-256:
access-qr-authority = QR code: the showroom’s certificate
access-qr-pair = QR code: log the tablet in
access-devices = Devices that are logged in
access-devices-none = None.
access-device = Device
access-device-hint = Such as “tablet at the desk”.
access-device-missing = Give the device a name: by it you find it in the list below.
access-this-device = this device
access-since = Logged in since
access-seen = Last used
access-until = Logged in until
access-logout = Log out
access-device-out = The device is logged out.
