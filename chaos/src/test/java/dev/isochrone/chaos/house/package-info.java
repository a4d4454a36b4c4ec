/**
 * The rules of the house, as tests: which package may see which, what code may reach for, how large
 * things may grow, and that the documents are whole. Each rule is also run over a planted
 * violation, since a rule that never fails says nothing.
 */
@NullMarked
package dev.isochrone.chaos.house;

import org.jspecify.annotations.NullMarked;
