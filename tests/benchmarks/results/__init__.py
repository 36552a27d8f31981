"""Figures on the full MNIST: long trainings that can be interrupted, their records, tables and plots.

`LENET_KERAS_DATA=FOLDER make results` trains what has no record yet, and writes the tables of
`docs/results.md` anew. A record is a small file of `docs/results/`: what was trained and how, on what, for
how long, and what came out. Delete one to have it made again. A training that was stopped goes on from its
last epoch.

The protocol, for every table: 5,000 training digits are held out for every choice, such as a scaling, the
number of epochs or the course of the learning rate. What is reported is then trained on all 60,000. The last
epoch counts, not the best. The test set is read once for each training, after its last epoch.
"""
