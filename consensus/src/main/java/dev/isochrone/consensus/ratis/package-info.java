/**
 * A group over Apache Ratis 3.3.0, by its public interfaces alone. The only package of the
 * repository that imports Ratis; no type of it shows outside.
 *
 * <p>The adapter translates and decides nothing but what Ratis leaves open: when a proposal was
 * refused for certain, when leadership begins for the state, and that a member which can't apply an
 * entry stops. Reads never go through Ratis: its read index trusts what was acknowledged before,
 * and its lease trusts clocks.
 */
@NullMarked
package dev.isochrone.consensus.ratis;

import org.jspecify.annotations.NullMarked;
