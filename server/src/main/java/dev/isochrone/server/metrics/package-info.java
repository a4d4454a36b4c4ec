/**
 * What every server tells monitoring beside its own: the JVM that it runs on, and the page's form.
 */
@NullMarked
package dev.isochrone.server.metrics;

import org.jspecify.annotations.NullMarked;
