@NullMarked
package dev.isochrone.server.config;

import org.jspecify.annotations.NullMarked;
