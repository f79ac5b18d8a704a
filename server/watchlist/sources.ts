/** The name of the own list wherever lists are named. */
export const ownList = 'own';
