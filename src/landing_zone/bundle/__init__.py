"""The evidence bundle: one archive of all that an assessment rests on, in which no byte can change unseen."""
