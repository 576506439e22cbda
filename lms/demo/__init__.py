"""The demo county: Yongshun's plan of 2019 with generated people, for trying the product and judging its screens.

`county` (places, programme, targets), `catalogue` (courses and their texts), `lectures` (real video), `people`,
`history` (classes and what came of them, through the domain) and `bulk` (the same shapes at full size).
"""
