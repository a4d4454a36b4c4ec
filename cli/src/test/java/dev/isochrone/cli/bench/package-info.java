@NullMarked
package dev.isochrone.cli.bench;

import org.jspecify.annotations.NullMarked;
