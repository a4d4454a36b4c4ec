/**
 * The demo: three regions in one JVM, the cities of the world as rows, and a short tour. Every line
 * that it prints about data comes from a call.
 */
@NullMarked
package dev.isochrone.cli.demo;

import org.jspecify.annotations.NullMarked;
