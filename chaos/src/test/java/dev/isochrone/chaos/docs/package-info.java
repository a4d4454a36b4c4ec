/**
 * The pages of the documentation, as what they are for a reader with a terminal: commands. Each
 * that is marked {@code sh} is run, page by page, against a cluster of processes.
 */
@NullMarked
package dev.isochrone.chaos.docs;

import org.jspecify.annotations.NullMarked;
