"""What the columns of a list of participants are called, by system and language, in small letters."""

# Moodle's, in exports and in uploads of users, by the field that its importer maps to.
MOODLE = {
    "idnumber": (
        *("id number", "idnumber", "id-nummer", "numéro d'identification", "número de id", "numero id"),
        *("numero identificativo", "número de identificação", "numer identyfikacyjny"),
    ),
    "username": (
        *("username", "anmeldename", "nom d'utilisateur", "nombre de usuario", "gebruikersnaam"),
        *("identificação de usuário", "nazwa użytkownika"),
    ),
    "email": (
        *("email address", "email", "e-mail-adresse", "e-mail", "adresse de courriel", "adresse e-mail"),
        *("dirección de correo", "dirección email", "indirizzo email", "e-mailadres", "endereço de email"),
    ),
    "firstname": ("first name", "firstname", "vorname", "prénom", "nombre", "nome", "voornaam", "imię"),
    "lastname": (
        *("last name", "surname", "lastname", "nachname", "nom", "nom de famille", "apellido(s)"),
        *("cognome", "achternaam", "sobrenome", "nazwisko"),
    ),
}
# Those of Canvas, Blackboard and Brightspace too, and nbgrader's own, by what they say of a student.
OF_A_STUDENT = {
    "login": (*MOODLE["username"], "user name", "sis login id", "login id", "login", "student id"),
    "email": (*MOODLE["email"], "e-mail address"),
    "number": ("lms_user_id", "identifier", "participant", "user id"),
    # A school's own number: Brightspace does not write it before the names of its folders.
    "other": (*MOODLE["idnumber"], "sis user id", "orgdefinedid", "org defined id"),
    "name": ("full name", "name", "student", "vollständiger name"),
    "first": ("first_name", *MOODLE["firstname"]),
    "last": ("last_name", *MOODLE["lastname"]),
}
ID = "id"
CANVAS = "student"
"""Canvas's gradebook calls so the names, and `ID` its own numbers; elsewhere `id` is an id here."""
