"""How a class did: per step, per question, per concept, and who needs help with what."""
