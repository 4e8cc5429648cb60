class Vitrine:
    title = "x"

    def recognises(self, s):
        return False
