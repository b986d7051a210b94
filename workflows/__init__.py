"""Zorgroute: the routes of a samenwerkingsverband passend onderwijs, run and watched.

The floors, from the ground up: domain, routes, engine | persistence | channels, services, system, scheduler, cli.
"""
