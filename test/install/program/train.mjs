// What a user writes, with the packages handed in: the same program for every way of loading them.

export async function train(packages) {
  const names = Object.keys(packages).map((key) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  return { packages: names.sort() };
}
