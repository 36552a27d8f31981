"""The sandbox: what a process that runs a student's code can see, use and change.

Everything here is plain Linux, asked for by system calls: no package, no root and no daemon is needed.
"""
