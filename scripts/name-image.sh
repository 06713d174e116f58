# shellcheck shell=bash
# Sourced by what builds images: [IMAGE] [ARCH] [PROFILE] of the command line to image, arch, profile, the image's name and
# the features that it is built with.
image=${1:-wasmtime-48}
arch=${2:-x86_64}
profile=${3:-fast-exec}
name=$image-$arch-linux-$profile features=$arch
case $profile in
  fast-exec) ;;
  fast-prove | baseline) features+=,$profile ;;
  *) echo "$(basename "$0"): there is no profile $profile; there are fast-exec, fast-prove, baseline" >&2; exit 2 ;;
esac
