@NullMarked
package dev.isochrone.zone.config;

import org.jspecify.annotations.NullMarked;
