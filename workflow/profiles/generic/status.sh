#!/bin/sh
# The state of a job in the words of Snakemake's cluster-generic executor. A controller that does not answer is no
# failure of the job; a job that SLURM no longer knows has failed for all that can be known.
said=$(squeue --noheader --states=all --jobs "$1" --format=%T 2>&1)
case $said in
  COMPLETED) echo success ;;
  BOOT_FAIL | CANCELLED | DEADLINE | FAILED | NODE_FAIL | OUT_OF_MEMORY | TIMEOUT | *"Invalid job id"* | "") echo failed ;;
  *) echo running ;;
esac
